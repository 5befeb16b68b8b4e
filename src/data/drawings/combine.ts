import type { Shape } from './shapes.js';

/** A shape of the right half (x > 0) and its mirror image on the left: both eyes, both ears. */
export function mirrored({ distance, bounds }: Shape): Shape {
  return {
    distance: (x, y) => distance(Math.abs(x), y),
    bounds: { ...bounds, left: -bounds.right },
  };
}

/** What lies in any of `shapes`. */
export function joined(...shapes: readonly Shape[]): Shape {
  return {
    distance(x, y) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const shape of shapes) nearest = Math.min(nearest, shape.distance(x, y));
      return nearest;
    },
    bounds: {
      left: Math.min(...shapes.map(({ bounds }) => bounds.left)),
      right: Math.max(...shapes.map(({ bounds }) => bounds.right)),
      top: Math.min(...shapes.map(({ bounds }) => bounds.top)),
      bottom: Math.max(...shapes.map(({ bounds }) => bounds.bottom)),
    },
  };
}

/** The shape with its outline pushed out by `radius`, which rounds its corners. */
export function rounded({ distance, bounds }: Shape, radius: number): Shape {
  return {
    distance: (x, y) => distance(x, y) - radius,
    bounds: {
      left: bounds.left - radius,
      right: bounds.right + radius,
      top: bounds.top - radius,
      bottom: bounds.bottom + radius,
    },
  };
}

/** What lies in `shape` and also in `frame`. */
export function within(frame: Shape, shape: Shape): Shape {
  return {
    distance: (x, y) => Math.max(frame.distance(x, y), shape.distance(x, y)),
    bounds: shape.bounds,
  };
}

/** What lies in `shape` but not in `hole`. */
export function without(hole: Shape, shape: Shape): Shape {
  return {
    distance: (x, y) => Math.max(-hole.distance(x, y), shape.distance(x, y)),
    bounds: shape.bounds,
  };
}
