/*
 * What broadcasting costs: frames per second beside a plain loop, a run of 1,000 points a second with 1,000
 * watchers, watchers that stop, a crowd that comes back, and training with watchers beside training without.
 *
 * The server is this process; the load is another one, of bare sockets that count frames, and needs a core of its
 * own.
 */
import { framesPerSecond } from './broadcast/framesPerSecond.js';
import { comebacks, productMode } from './broadcast/productMode.js';
import { watchedTraining } from './broadcast/watchedTraining.js';

await framesPerSecond();
await productMode();
await comebacks();
await watchedTraining();
