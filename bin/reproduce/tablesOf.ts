import { publishedGradientTable, scaledGradientTable } from './gradientTables.js';
import { publishedTrainings } from './published.js';
import type { PublishedFiles } from './publishedFiles.js';
import type { ResultName } from './resultNames.js';
import { scalesTable } from './scalesTable.js';
import type { Table } from './table.js';
import { trainingTable } from './trainingTable.js';
import type { Computing } from './trainPublished.js';
import { balancedZerosTable, unbalancedZerosTable } from './zerosTables.js';

/** The tables of a result; nothing is computed before somebody subscribes to their rows. */
export function tablesOf(
  result: ResultName,
  files: PublishedFiles,
  computing: Computing,
): readonly Table[] {
  if (result === 'R3') return [publishedGradientTable(files), scaledGradientTable(files)];
  if (result === 'R4') {
    return [
      balancedZerosTable(files, computing),
      unbalancedZerosTable(files, computing),
      scalesTable(),
    ];
  }
  return publishedTrainings
    .filter((published) => published.result === result)
    .map((published) => trainingTable(published, files, computing));
}
