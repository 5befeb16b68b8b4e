import pc from 'picocolors';

/** Functions that colour a text, or leave it as it is. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a terminal, unless it is a dumb one or NO_COLOR is set; none for anything else. */
export function colorsFor(
  { isTTY = false }: { readonly isTTY?: boolean },
  { NO_COLOR = '', TERM }: NodeJS.ProcessEnv = process.env,
): Colors {
  return pc.createColors(isTTY && NO_COLOR === '' && TERM !== 'dumb');
}
