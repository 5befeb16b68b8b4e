import { dirname } from 'node:path';
import type { Disk } from '../../src/formats/disk/disk.js';

/*
 * A disk in memory that forgets what was not synced, as a real one may when the power fails: the bytes of a
 * file until the file is synced, the names in a folder until the folder is. Every call is a step that a test
 * can let fail, or after which it can end the process.
 */

export interface MemoryDisk extends Disk {
  /** The steps so far, as `append /runs/a`. */
  readonly steps: readonly string[];
  /** What a new process finds after this one was killed: everything written. */
  afterKill(): MemoryDisk;
  /**
   * What is there after a power cut: everything synced, and of the rest what `keep` says, asked for each
   * change of a name and for the bytes of each file; those may also be lost in part.
   */
  afterPowerCut(keep: () => boolean): MemoryDisk;
}

export interface MemoryDiskOptions {
  /** Called before each step with its number, from 0; what it throws is how the step fails. */
  readonly before?: (step: number, what: string) => void;
  /** The most that one write takes. Default all. */
  readonly largestWrite?: number;
  /** The most that all files take together. Default no limit. */
  readonly room?: number;
}

interface FileNode {
  readonly kind: 'file';
  bytes: Uint8Array;
  synced: Uint8Array;
}

interface FolderNode {
  readonly kind: 'folder';
  entries: Map<string, Node>;
  synced: Map<string, Node>;
  /** Since the last sync, in order; one that takes a name away and gives one is a renaming. */
  changes: Change[];
}

type Node = FileNode | FolderNode;
type Change = { readonly removed?: string; readonly added?: readonly [string, Node] };

/** An error as `node:fs` throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code });
}

export function memoryDisk(options: MemoryDiskOptions = {}): MemoryDisk {
  return diskOn(newFolder(new Map()), options);
}

function newFolder(entries: Map<string, Node>): FolderNode {
  return { kind: 'folder', entries, synced: new Map(entries), changes: [] };
}

function diskOn(
  root: FolderNode,
  { before = () => {}, largestWrite = Infinity, room = Infinity }: MemoryDiskOptions,
): MemoryDisk {
  const steps: string[] = [];
  function step(what: string): void {
    before(steps.length, what);
    steps.push(what);
  }

  const parts = (path: string) => path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  const nameOf = (path: string) => parts(path).at(-1) ?? '';

  function find(path: string): Node | undefined {
    return parts(path).reduce<Node | undefined>((node, part) => {
      if (node?.kind === 'file') throw systemError('ENOTDIR');
      return node?.entries.get(part);
    }, root);
  }
  function existing(path: string): Node {
    const node = find(path);
    if (node === undefined) throw systemError('ENOENT');
    return node;
  }
  function folderAt(path: string): FolderNode {
    const node = existing(path);
    if (node.kind !== 'folder') throw systemError('ENOTDIR');
    return node;
  }
  function change(folder: FolderNode, made: Change): void {
    apply(folder.entries, made);
    folder.changes.push(made);
  }
  function add(path: string, node: Node): void {
    const parent = folderAt(dirname(path));
    if (parent.entries.has(nameOf(path))) throw systemError('EEXIST');
    change(parent, { added: [nameOf(path), node] });
  }
  function used(node: Node): number {
    if (node.kind === 'file') return node.bytes.length;
    return [...node.entries.values()].reduce((sum, entry) => sum + used(entry), 0);
  }
  function remove(path: string): void {
    const node = find(path);
    if (node === undefined) return;
    if (node.kind === 'folder') {
      for (const name of [...node.entries.keys()]) remove(`${path}/${name}`);
    }
    step(`remove ${path}`);
    change(folderAt(dirname(path)), { removed: nameOf(path) });
  }

  return {
    steps,
    async list(folder) {
      step(`list ${folder}`);
      return [...folderAt(folder).entries.keys()];
    },
    async read(path) {
      step(`read ${path}`);
      const node = existing(path);
      if (node.kind === 'folder') throw systemError('EISDIR');
      return Uint8Array.from(node.bytes);
    },
    async makeFolder(path) {
      step(`makeFolder ${path}`);
      add(path, newFolder(new Map()));
    },
    async create(path) {
      step(`create ${path}`);
      const node: FileNode = { kind: 'file', bytes: new Uint8Array(0), synced: new Uint8Array(0) };
      add(path, node);
      return {
        async append(bytes) {
          step(`append ${path}`);
          const left = room - used(root);
          if (left <= 0 && bytes.length > 0) throw systemError('ENOSPC');
          const written = Math.min(bytes.length, largestWrite, left);
          node.bytes = Buffer.concat([node.bytes, bytes.subarray(0, written)]);
          return written;
        },
        async sync() {
          step(`sync ${path}`);
          node.synced = node.bytes;
        },
        async close() {
          step(`close ${path}`);
        },
      };
    },
    async rename(from, to) {
      step(`rename ${from} to ${to}`);
      if (dirname(from) !== dirname(to)) throw new Error('not within one folder');
      const node = existing(from);
      if (find(to)?.kind === 'folder') throw systemError('ENOTEMPTY');
      change(folderAt(dirname(from)), { removed: nameOf(from), added: [nameOf(to), node] });
    },
    async remove(path) {
      remove(path);
    },
    async syncFolder(path) {
      step(`syncFolder ${path}`);
      const folder = folderAt(path);
      folder.synced = new Map(folder.entries);
      folder.changes = [];
    },
    afterKill: () => diskOn(copied(root), {}),
    afterPowerCut: (keep) => diskOn(survived(root, keep), {}),
  };
}

function apply(entries: Map<string, Node>, { removed, added }: Change): void {
  if (removed !== undefined) entries.delete(removed);
  if (added !== undefined) entries.set(...added);
}

function copied(folder: FolderNode): FolderNode {
  return newFolder(
    new Map(
      [...folder.entries].map(([name, node]) => [
        name,
        node.kind === 'folder' ? copied(node) : { ...node, synced: node.bytes },
      ]),
    ),
  );
}

function survived(folder: FolderNode, keep: () => boolean): FolderNode {
  const entries = new Map(folder.synced);
  for (const change of folder.changes) if (keep()) apply(entries, change);
  return newFolder(
    new Map(
      [...entries].map(([name, node]) => [
        name,
        node.kind === 'folder' ? survived(node, keep) : survivedFile(node, keep),
      ]),
    ),
  );
}

/** As it is, as it was synced, or as long as it is with zeros in the place of what was lost. */
function survivedFile({ bytes, synced }: FileNode, keep: () => boolean): FileNode {
  if (bytes === synced || keep()) return { kind: 'file', bytes, synced: bytes };
  const left = keep() ? Buffer.alloc(bytes.length) : Buffer.alloc(synced.length);
  left.set(synced);
  return { kind: 'file', bytes: left, synced: left };
}
