/** The series of a run, by the topic behind its name. */
export const seriesTopics = {
  cost: 'train/cost',
  trainAccuracy: 'train/accuracy',
  testAccuracy: 'test/accuracy',
  learningRate: 'train/learningRate',
  gradientNorm: 'train/gradientNorm',
  speed: 'run/speed',
} as const;
