/** The results of the post series, in its order. */
export const resultNames = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'] as const;

export type ResultName = (typeof resultNames)[number];
