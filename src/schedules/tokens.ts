/** A word, a number, a quoted text or a sign, and where it stands. */
export interface Token {
  readonly kind: 'number' | 'word' | 'text' | 'sign' | 'unknown' | 'end';
  /** As it stands there. */
  readonly text: string;
  /** Counted from 0. */
  readonly at: number;
}

const pattern = new RegExp(
  [
    /(?<number>-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/,
    /(?<word>[a-z_]\w*)/,
    /(?<text>"(?:[^"\\]|\\.)*"|'[^']*')/,
    /(?<sign>[(),:*%])/,
    /(?<unknown>\S)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);

/**
 * The tokens of the text of a schedule; the last one is its end.
 *
 * @example
 * tokensOf('3 epochs').map(({ kind, text }) => `${kind} ${text}`) // => ['number 3', 'word epochs', 'end ']
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens = [...text.matchAll(pattern)].map(
    ({ 0: found, index, groups = {} }): Token => ({ kind: kindOf(groups), text: found, at: index }),
  );
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

const kindsOfTokens = ['number', 'word', 'text', 'sign'] as const;

function kindOf(groups: Readonly<Record<string, string | undefined>>): Token['kind'] {
  return kindsOfTokens.find((kind) => groups[kind] !== undefined) ?? 'unknown';
}
