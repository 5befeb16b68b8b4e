/** Whatever a client says. The server ignores fields that it does not know. */
export type ClientMessage = Hello | Sub | Unsub | Seen | Cmd | ClientPing | ClientPong;

/** How far a reader has come in a topic. */
export interface Position {
  readonly topic: string;
  readonly epoch: string;
  /** The last seq that it has. */
  readonly seq: number;
}

/** The first message, within 5 s, once. */
export interface Hello {
  readonly t: 'hello';
  /** Name and version of the program. */
  readonly client: string;
  /** Subscribes to these topics, behind these positions. */
  readonly resume?: readonly Position[] | undefined;
}

/** Where a subscription begins: with what comes, with everything, with the last n, or behind a position. */
export type From =
  | 'new'
  | 'first'
  | { readonly last: number }
  | { readonly epoch: string; readonly seq: number };

/** Subscribes to a topic, or to all that begin like `topic` where that ends in `*`; again to begin anew. */
export interface Sub {
  readonly t: 'sub';
  readonly id: string;
  readonly topic: string;
  /** Default 'new'. A state begins with its newest value in any case. */
  readonly from?: From | undefined;
  /** At most so many frames a second: a series then comes as one `agg` row each. Default: all of it. */
  readonly maxHz?: number | undefined;
  /** Of the past of a series, the newest n points one by one, what is before them in rows. Default: all that are kept. */
  readonly points?: number | undefined;
}

/** Ends the subscription that was made with the same text. */
export interface Unsub {
  readonly t: 'unsub';
  readonly id: string;
  readonly topic: string;
}

/** How far the program behind the socket has come, by topic; at most once a second. */
export interface Seen {
  readonly t: 'seen';
  readonly seq: Readonly<Record<string, number>>;
}

/** What may be asked of a run, and with what. */
export interface CommandArguments {
  readonly pause: Readonly<Record<string, never>>;
  readonly resume: Readonly<Record<string, never>>;
  readonly stop: Readonly<Record<string, never>>;
  /** So many iterations, then pause. */
  readonly step: { readonly count: number };
  /** null gives it back to the schedule. */
  readonly learningRate: { readonly value: number | null };
  /** An input of schedules, by its name. */
  readonly input: { readonly name: string; readonly value: number | null };
  readonly checkpoint: Readonly<Record<string, never>>;
  readonly evaluate: Readonly<Record<string, never>>;
}

/** What may be asked of a run. */
export type CommandName = keyof CommandArguments;

/** A command to a run, for controllers. */
export type Cmd = {
  readonly [Name in CommandName]: {
    readonly t: 'cmd';
    readonly id: string;
    /** A UUID, the same for each repetition: a command is applied once, and its answer repeated. */
    readonly key: string;
    readonly run: string;
    readonly cmd: Name;
    readonly args: CommandArguments[Name];
    /** Obey only if so many commands have been applied to the run: `rev` of its status. */
    readonly ifRev?: number | undefined;
  };
}[CommandName];

export interface ClientPing {
  readonly t: 'ping';
}

export interface ClientPong {
  readonly t: 'pong';
}
