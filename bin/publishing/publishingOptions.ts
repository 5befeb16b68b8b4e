import type { Command } from 'commander';
import { portNumber, wholeNumber } from '../parseOptions.js';

/** What a run has to do with brokers and programs besides it. */
export interface PublishingOptions {
  /** Addresses. */
  readonly publish?: readonly string[];
  readonly publishModels?: readonly string[];
  /** Steps from one model to the next. */
  readonly publishModelsEvery?: number;
  /** Whether predictions are answered, and at which port; true lets the system choose. */
  readonly predict?: number | true;
  /** The address that commands come from. */
  readonly controlFrom?: string;
}

const collect = (address: string, before: readonly string[] = []) => [...before, address];

/** Adds the options, as a group of their own. */
export function withPublishing(command: Command, every: number): Command {
  return command
    .optionsGroup('Publishing and serving:')
    .option(
      '--publish <address>',
      'send cost, accuracies, learning rate and what happens to a broker; may be given again, for another one',
      collect,
    )
    .option(
      '--publish-models <address>',
      'send the parameters there while they are learnt, as safetensors; may be given again',
      collect,
    )
    .option(
      '--publish-models-every <n>',
      `from one model to the next (default: ${every})`,
      wholeNumber(1),
    )
    .option(
      '--control-from <address>',
      'take commands from a broker, as --control takes them, one a message',
    )
    .option(
      '--predict [port]',
      'answer POST /v1/predict on this machine with the newest parameters (default port: one that is free)',
      portNumber,
    );
}

/** Where records go, for the help of a command that has these options. */
export const PLACES = `
Where it is published (--publish):
  nats://127.0.0.1:4222/SUBJECT, with ?stream=NAME behind it where JetStream keeps it; redis://127.0.0.1:6379/STREAM;
  mqtt://127.0.0.1:1883/TOPIC; kafka://127.0.0.1:9092/TOPIC; http://127.0.0.1:8090/PATH, which gets POSTs.
  A record is JSON, {"type": "points", "topic": "NAME/train/cost", "id", "first", "x": [iterations], "y": [values]},
  {"type": "rows", ...} of points that came too fast, or {"type": "event", "topic": "NAME/run/events", "id", "data"};
  topics as the live page has them. The topic is the key of a record where there are keys (Redis, Kafka, MQTT 5), the
  id goes with it where there are ids. A broker that is slow or gone does not slow the run: what happens waits, in
  DIR/unsent with --run DIR, else in 8 MiB of memory, and points are merged.
Where models go (--publish-models):
  nats://127.0.0.1:4222/BUCKET?objects   the object "model" of a JetStream object store
  redis://127.0.0.1:6379/KEY?key         a key
  http://127.0.0.1:8090/PATH             POSTs; or an address as above, for models that a message may be as large as
The token of http addresses and of --predict is in the environment, GRADSTREAM_TOKEN.`;

/**
 * Ends the command with a line when an option has nothing to do.
 *
 * @throws {ConnectorError} by rejection, when an address is none
 * @throws {DataError} by rejection, when there is one twice
 */
export async function requirePublishing(
  options: PublishingOptions,
  command: Command,
): Promise<void> {
  const { publish = [], publishModels = [], publishModelsEvery, controlFrom } = options;
  if (publishModelsEvery !== undefined && publishModels.length === 0) {
    command.error('error: --publish-models-every goes with --publish-models, the address');
  }
  if (publish.length + publishModels.length === 0 && controlFrom === undefined) return;
  // Loaded when there are addresses: all adapters come with them.
  const { distinctSinks } = await import('./distinctSinks.js');
  distinctSinks('--publish', publish);
  distinctSinks('--publish-models', publishModels);
  if (controlFrom === undefined) return;
  const { sourceFromUrl } = await import('../../streams/index.js');
  sourceFromUrl(controlFrom);
}
