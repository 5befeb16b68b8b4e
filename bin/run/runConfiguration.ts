import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, reasonOf } from '../../src/diskError.js';
import { canonicalJson, DataError, writeDurably } from '../../src/index.js';
import type { OptionTexts } from './optionTexts.js';

/** What a run is: all that its bits depend on. */
export interface RunConfiguration {
  readonly options: OptionTexts;
  /** SHA-256 of the training and of the test set. */
  readonly data: { readonly train: string; readonly test: string };
  /** The library of the blas kernels, whose version decides on the last bits. */
  readonly library?: string;
}

/** The file of a folder that says what its run is. */
export const configurationName = 'run.json';

const FORMAT = 1;

/**
 * Says in a folder what its run is.
 *
 * @throws {DataError} by rejection, when it cannot be written
 */
export async function writeConfiguration(
  folder: string,
  configuration: RunConfiguration,
): Promise<void> {
  const text = canonicalJson({ format: FORMAT, ...configuration });
  await writeDurably(join(folder, configurationName), Buffer.from(`${text}\n`));
}

/**
 * What the run in a folder is.
 *
 * @throws {DataError} by rejection, when there is none
 */
export async function readConfiguration(folder: string): Promise<RunConfiguration> {
  const text = await readFile(join(folder, configurationName), 'utf8').catch((cause: unknown) => {
    throw hasCode(cause, 'ENOENT', 'ENOTDIR')
      ? noRun(folder, cause)
      : unreadable(folder, reasonOf(cause), cause);
  });
  const found = parsed(text);
  if (isOfFormat(found) && found.format !== FORMAT) {
    const { format } = found;
    throw unreadable(folder, `it is of format ${format}, and this gradstream reads ${FORMAT}`);
  }
  if (!isConfiguration(found)) {
    throw unreadable(folder, 'it is damaged; put it back from a copy');
  }
  const { options, data, library } = found;
  return { options, data, ...(library !== undefined && { library }) };
}

/** The error of a configuration that makes no sense. */
export function unreadable(folder: string, reason: string, cause?: unknown): DataError {
  return new DataError(`Cannot read ${join(folder, configurationName)}: ${reason}`, { cause });
}

function noRun(folder: string, cause: unknown): DataError {
  return new DataError(
    `${folder} holds no run: there is no ${configurationName}. Begin one by "gradstream train --run ${folder}"`,
    { cause },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOfFormat(found: unknown): found is { readonly format: number } {
  return isObject(found) && 'format' in found && typeof found.format === 'number';
}

function isConfiguration(found: unknown): found is RunConfiguration {
  return (
    isObject(found) &&
    'options' in found &&
    holdsTexts(found.options) &&
    'data' in found &&
    holdsTexts(found.data) &&
    (!('library' in found) || typeof found.library === 'string')
  );
}

function holdsTexts(found: unknown): boolean {
  return isObject(found) && Object.values(found).every((text) => typeof text === 'string');
}

function isObject(found: unknown): found is object {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}
