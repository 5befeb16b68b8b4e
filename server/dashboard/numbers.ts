const sign = (text: string) => text.replace('-', '−');

/** Iterations: `12,000`. By hand: the first `Intl.NumberFormat` of a page takes a browser 20 ms. */
export function count(value: number): string {
  if (Math.abs(value) >= 1e21 || !Number.isFinite(value)) return quantity(value);
  return sign(value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ','));
}

/** A cost, a rate, a norm: four digits that count, and powers of ten where they are needed. */
export function quantity(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e6 || size < 1e-4) return sign(value.toExponential(2).replace('e+', 'e'));
  if (size >= 1000) return count(value);
  return sign(size >= 1 ? value.toPrecision(4) : value.toFixed(4));
}

/** A fraction as `98.56 %`. */
export function percent(value: number): string {
  return Number.isFinite(value) ? `${(100 * value).toFixed(2)} %` : quantity(value);
}

/** A label on an axis: as short as it can be said. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return sign(`${+(value / 1e6).toPrecision(6)}M`);
  if (size >= 1e4) return sign(`${+(value / 1e3).toPrecision(6)}k`);
  if (size >= 1e3) return count(value);
  if (size > 0 && size < 1e-3) return sign((+value.toPrecision(3)).toExponential());
  return sign(String(+value.toPrecision(6)));
}
