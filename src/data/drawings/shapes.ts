/**
 * Shapes as signed distances, in a plane where x points right, y points down and a picture spans
 * -1..1. Only correctly rounded arithmetic is used (no Math.sin, no Math.hypot), so that a
 * drawing has the same bytes on every engine.
 */
export interface Shape {
  /** How far a point is from the outline: negative inside, positive outside. */
  readonly distance: (x: number, y: number) => number;
  /** A box that contains the shape. */
  readonly bounds: Bounds;
}

/** The edges of an upright box. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A place in the plane. */
export type Point = readonly [x: number, y: number];

const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);

/** A filled circle. */
export function circle(x: number, y: number, radius: number): Shape {
  return {
    distance: (px, py) => length(px - x, py - y) - radius,
    bounds: around(x, y, radius, radius),
  };
}

/** A filled ellipse with half axes `rx` and `ry`; its distance is exact to first order. */
export function ellipse(x: number, y: number, rx: number, ry: number): Shape {
  return {
    distance(px, py) {
      const u = (px - x) / rx;
      const v = (py - y) / ry;
      const k = length(u, v);
      return k === 0 ? -Math.min(rx, ry) : (k * (k - 1)) / length(u / rx, v / ry);
    },
    bounds: around(x, y, rx, ry),
  };
}

/** A filled rectangle with half sides `rx` and `ry` and corners rounded by `rounding`. */
export function box(x: number, y: number, rx: number, ry: number, rounding = 0): Shape {
  return {
    distance(px, py) {
      const dx = Math.abs(px - x) - rx + rounding;
      const dy = Math.abs(py - y) - ry + rounding;
      return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - rounding;
    },
    bounds: around(x, y, rx, ry),
  };
}

/** A filled polygon, convex or not. */
export function polygon(...corners: readonly Point[]): Shape {
  const edges = corners.map((corner, i) => edgeBetween(corner, corners.at(i - 1) ?? corner));
  return {
    distance(x, y) {
      let nearest = Number.POSITIVE_INFINITY;
      let inside = false;
      for (const edge of edges) {
        nearest = Math.min(nearest, squaredDistanceTo(edge, x, y));
        const crossed = edge.y > y !== edge.y + edge.dy > y;
        if (crossed && x < edge.x + (edge.dx * (y - edge.y)) / edge.dy) inside = !inside;
      }
      return (inside ? -1 : 1) * Math.sqrt(nearest);
    },
    bounds: boundsOf(corners, 0),
  };
}

/** A line with round ends, `width` wide. */
export function line(start: Point, end: Point, width: number): Shape {
  return path([start, end], width);
}

/** A smooth line from `start` to `end`, bent towards `pull` (a quadratic Bezier curve). */
export function curve(start: Point, pull: Point, end: Point, width: number): Shape {
  const steps = 8;
  const points = Array.from({ length: steps + 1 }, (_, i): Point => {
    const t = i / steps;
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return [a * start[0] + b * pull[0] + c * end[0], a * start[1] + b * pull[1] + c * end[1]];
  });
  return path(points, width);
}

function path(points: readonly Point[], width: number): Shape {
  const edges = points.slice(1).map((point, i) => edgeBetween(points[i], point));
  return {
    distance(x, y) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const edge of edges) nearest = Math.min(nearest, squaredDistanceTo(edge, x, y));
      return Math.sqrt(nearest) - width / 2;
    },
    bounds: boundsOf(points, width / 2),
  };
}

interface Edge {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly squaredLength: number;
}

function edgeBetween([x, y]: Point, [toX, toY]: Point): Edge {
  const [dx, dy] = [toX - x, toY - y];
  // An edge without length is a point: any divisor gives 0, but 0 / 0 would not.
  return { x, y, dx, dy, squaredLength: dx * dx + dy * dy || 1 };
}

function squaredDistanceTo(edge: Edge, px: number, py: number): number {
  const x = px - edge.x;
  const y = py - edge.y;
  const along = (x * edge.dx + y * edge.dy) / edge.squaredLength;
  const t = Math.max(0, Math.min(1, along));
  const restX = x - t * edge.dx;
  const restY = y - t * edge.dy;
  return restX * restX + restY * restY;
}

function around(x: number, y: number, rx: number, ry: number): Bounds {
  return { left: x - rx, right: x + rx, top: y - ry, bottom: y + ry };
}

function boundsOf(points: readonly Point[], margin: number): Bounds {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    left: Math.min(...xs) - margin,
    right: Math.max(...xs) + margin,
    top: Math.min(...ys) - margin,
    bottom: Math.max(...ys) + margin,
  };
}
