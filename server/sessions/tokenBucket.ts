/** Says yes as often as it may. */
export interface TokenBucket {
  /** Whether once more is allowed at this moment. */
  take(nowMs: number): boolean;
}

/** A bucket that holds `burst` and fills at `perSecond`. It begins full. */
export function tokenBucket(perSecond: number, burst: number): TokenBucket {
  let tokens = burst;
  let lastMs: number | undefined;
  return {
    take(nowMs) {
      tokens = Math.min(burst, tokens + ((nowMs - (lastMs ?? nowMs)) * perSecond) / 1000);
      lastMs = nowMs;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
