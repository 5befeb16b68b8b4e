interface Login<M> {
  readonly mechanism: M;
  readonly username: string;
  readonly password: string;
}

/** Who logs in to Kafka. It is shown nowhere. */
export type KafkaLogin = Login<'plain'> | Login<'scram-sha-256'> | Login<'scram-sha-512'>;

/** What a TLS connection to Kafka is checked against, in PEM. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Which topic of which cluster. */
export interface KafkaOptions {
  /** Where some brokers of the cluster listen: `127.0.0.1:9092`. */
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Default: no login. */
  readonly sasl?: KafkaLogin;
  /** Default: no TLS. */
  readonly ssl?: boolean | KafkaTls;
  /** How long the first connection is tried for. Default 5000. */
  readonly connectMs?: number;
}
