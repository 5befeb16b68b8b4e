import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export interface SourceFile {
  /** From the root of the package: `src/model/cost.ts`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly text: string;
}

/**
 * The TypeScript files of the given folders, with what is in them; not the AssemblyScript ones. Folders
 * may be missing.
 */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.includes('assembly'))
        .toSorted()
        .map((name) => {
          const absolutePath = join(root, folder, name);
          const path = `${folder}/${name.replaceAll('\\', '/')}`;
          return { path, absolutePath, text: readFileSync(absolutePath, 'utf8') };
        }),
    );
}
