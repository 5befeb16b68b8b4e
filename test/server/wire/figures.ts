import type { Serving } from 'gradstream/server';

/** The figures of a server that have no labels, by their name without `gradstream_`, as a program reads them. */
export async function figuresOf({
  url,
}: Pick<Serving, 'url'>): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(new URL('metrics', url))).text();
  return Object.fromEntries(
    [...text.matchAll(/^gradstream_(\w+) (\S+)$/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]),
  );
}
