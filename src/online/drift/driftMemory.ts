import type { AdwinMemory } from './adwin.js';
import type { PageHinkleyMemory } from './pageHinkley.js';

/** What a drift detector remembers, whichever it is. It survives JSON. */
export type DriftMemory = AdwinMemory | PageHinkleyMemory;
