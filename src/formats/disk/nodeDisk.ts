import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import type { Disk } from './disk.js';

/** The file system of this machine. */
export const nodeDisk: Disk = {
  list: (folder) => readdir(folder),
  read: (path) => readFile(path),
  async makeFolder(path) {
    await mkdir(path);
  },
  async create(path) {
    const file = await open(path, 'wx');
    return {
      append: async (bytes) => (await file.write(bytes)).bytesWritten,
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  rename: (from, to) => rename(from, to),
  // Windows refuses for a moment while a virus scanner reads what is to go.
  remove: (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};
