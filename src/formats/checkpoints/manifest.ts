import { createHash } from 'node:crypto';
import { DataError } from '../../errors.js';
import { canonicalJson } from '../canonicalJson.js';
import { isRecord } from '../isRecord.js';
import { type CheckpointInfo, folderName } from './checkpoint.js';
import { isFileName, manifestName } from './fileNames.js';

/** What a checkpoint consists of; written last, so that with it everything else is there. */
export interface Manifest extends CheckpointInfo {
  readonly files: Readonly<Record<string, FileSum>>;
}

/** How long a file is, and SHA-256 of it in hexadecimal digits. */
export interface FileSum {
  readonly bytes: number;
  readonly sha256: string;
}

const format = 'gradstream checkpoint';
const version = 1;

/** A manifest as it lies in its file: canonical JSON, with a sum over the rest of it. */
export function encodeManifest({ number, iteration, score, files }: Manifest): Uint8Array {
  const body = { number, iteration, score, files, format, version };
  const sum = createHash('sha256').update(canonicalJson(body)).digest('hex');
  return Buffer.from(`${canonicalJson({ ...body, sha256: sum })}\n`);
}

/**
 * The manifest that lies in a file. Every bit of it counts: it must be what `encodeManifest` gives.
 *
 * @throws {DataError} saying what is wrong with it, without its path
 */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const content = parsed(bytes);
  if (isRecord(content) && content.format === format && content.version !== version) {
    throw new DataError(
      `${manifestName} is of version ${String(content.version)}, not ${version}; read it with the program that wrote it`,
    );
  }
  const manifest = manifestIn(content);
  if (manifest === undefined || Buffer.compare(encodeManifest(manifest), bytes) !== 0) {
    throw new DataError(`${manifestName} is damaged`);
  }
  return manifest;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function manifestIn(content: unknown): Manifest | undefined {
  if (!isRecord(content)) return undefined;
  const { number, iteration, score, files } = content;
  if (!isCount(number) || !isCount(iteration) || !isFiles(files)) return undefined;
  const info = { name: folderName({ number, iteration }), number, iteration, files };
  if (score === undefined) return info;
  return typeof score === 'number' ? { ...info, score } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isFiles(value: unknown): value is Manifest['files'] {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, sum]) =>
        isFileName(name) && isRecord(sum) && isCount(sum.bytes) && typeof sum.sha256 === 'string',
    )
  );
}
