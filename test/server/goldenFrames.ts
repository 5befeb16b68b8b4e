import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A step of the golden conversation: the client says something, hears something, or something happens. */
export interface GoldenStep {
  readonly say?: Readonly<Record<string, unknown>>;
  readonly hear?: Readonly<Record<string, unknown>> & { readonly t: string };
  readonly do?: 'iterate' | 'close';
  /** In wire form. */
  readonly costs?: readonly (number | string)[];
}

const folder = join(import.meta.dirname, '..', 'goldens', 'protocol');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

export const goldenConversation: readonly GoldenStep[] = read('conversation.json').steps;

/** Texts of a client that are refused, with the code of the answer. */
export const goldenRefusals: readonly (readonly [text: string, code: string])[] =
  read('refused.json').refused;
