/** One figure of the server. */
export interface Metric {
  /** With its unit, and `_total` behind a counter. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly values: readonly {
    readonly labels?: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/**
 * Figures in the text format of Prometheus, version 0.0.4.
 *
 * @example
 * metricsText([{ name: 'up', help: 'Up.', type: 'gauge', values: [{ labels: { run: 'a"b' }, value: NaN }] }]) // => '# HELP up Up.\n# TYPE up gauge\nup{run="a\\"b"} NaN\n'
 */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, help, type, values }) => {
      const lines = values.map(
        ({ labels = {}, value }) => `${name}${inBraces(labels)} ${shown(value)}\n`,
      );
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function inBraces(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escaped(text)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function shown(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
