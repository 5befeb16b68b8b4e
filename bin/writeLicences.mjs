import { copyFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The folder and the name of the package that a file belongs to. */
const packageOf = /^((?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+))\//;

/**
 * Puts the licences of the packages that a bundle holds beside it, as `rxjs.LICENSE.txt`.
 *
 * @param metafile what esbuild says of the bundle
 * @param root where esbuild ran
 * @param target where the bundle is
 */
export async function writeLicences(metafile, root, target) {
  const packages = new Map();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const path of Object.keys(inputs)) {
      const [, folder, name] = packageOf.exec(path) ?? [];
      if (name !== undefined) packages.set(name, resolve(root, folder));
    }
  }
  for (const [name, folder] of packages) {
    const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
    if (licence === undefined) {
      throw new Error(`Cannot bundle ${name}: there is no licence in ${folder}`);
    }
    await copyFile(join(folder, licence), join(target, `${name.replace('/', '-')}.LICENSE.txt`));
  }
}
