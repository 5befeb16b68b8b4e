import { chooseKernels } from '../../src/index.js';
import type { Terminal } from '../terminal.js';
import { readPublishedFiles } from './publishedFiles.js';
import type { ResultName } from './resultNames.js';
import { showTables } from './showTables.js';
import { tablesOf } from './tablesOf.js';
import type { Computing } from './trainPublished.js';

/** The options of `gradstream reproduce`, parsed and complete. */
export interface ReproduceOptions extends Computing {
  readonly results: readonly ResultName[];
  /** The folder of the published files. */
  readonly data: string;
  readonly json?: boolean;
}

/**
 * `gradstream reproduce`: computes published results and shows them beside the published figures.
 *
 * @returns whether all rows agree that are comparable
 * @throws {DataError} when the folder does not hold the published files
 * @throws {LibraryError} when the kernels are to be blas and there is no library
 */
export async function reproduce(options: ReproduceOptions, terminal: Terminal): Promise<boolean> {
  const { results, data, json = false, firstLayer } = options;
  const { kernels, library, note } = chooseKernels(options.kernels);
  const files = await readPublishedFiles(data);
  if (note !== undefined) terminal.stderr.write(`note: ${note}\n`);
  if (!json) {
    const named = library === undefined ? '' : ` (${library})`;
    terminal.stdout.write(
      `Computed in float64, ${kernels} kernels${named}, ${firstLayer} first layer\n\n`,
    );
  }
  const tables = results.flatMap((result) => tablesOf(result, files, { kernels, firstLayer }));
  return showTables(tables, terminal, json);
}
