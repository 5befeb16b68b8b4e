import { forDrawings, forFiles, type SuitedOptions } from './trainOptions.js';

/** The default of an option that depends on the data, for the help. */
export function suited<Name extends keyof SuitedOptions>(
  name: Name,
  show: (value: SuitedOptions[Name]) => string = String,
): string {
  const [files, drawings] = [show(forFiles[name]), show(forDrawings[name])];
  return files === drawings
    ? `(default: ${files})`
    : `(default: ${files}; for the built-in drawings ${drawings})`;
}
