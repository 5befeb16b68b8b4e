/*
 * The peer in TensorFlow.js with its WebAssembly backend: dense, in float32, the only float it has.
 *
 *     node tensorflow.mjs FOLDER
 *
 * The folder is that of ../jobFiles.ts, the protocol that of ../peer.ts: "train LAYOUT N" trains N
 * iterations further and answers "MILLISECONDS COST"; "peak" answers in bytes.
 *
 * rows: as its documentation has people write it, examples are rows, layers are fused.
 * columns: examples are columns, as in the post. Unusual, but its products come out faster that way.
 *
 * In both an optimizer minimizes, and the cost is read every iteration, because gradstream observes
 * every cost.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { peakBytes } from './peak.mjs';

const folder = process.argv[2];
const read = (name) => readFile(join(folder, name));
const { layerDims, learningRate, momentum, batchSize } = JSON.parse(await read('job.json'));
const [examples, labels] = [await read('examples.u8'), await read('labels.u8')];
const { buffer: weights } = new Uint8Array(await read('weights.f64'));
const { buffer: batches } = new Uint8Array(batchSize === null ? [] : await read('batches.u32'));
const outputs = layerDims.at(-1);

await tf.setBackend('wasm');

const layouts = {
  rows: {
    put: (exampleMajor) => exampleMajor,
    weights: (W) => tf.transpose(W),
    biases: (units) => tf.zeros([units]),
    layer: (a, { W: b, b: bias }, activation) => tf.fused.matMul({ a, b, bias, activation }),
  },
  columns: {
    put: (exampleMajor) => tf.transpose(exampleMajor),
    weights: (W) => W,
    biases: (units) => tf.zeros([units, 1]),
    layer: (A, { W, b }, activation) => {
      const Z = tf.add(tf.matMul(W, A), b);
      return activation === 'relu' ? tf.relu(Z) : Z;
    },
  },
};

function trainer({ put, weights: orient, biases, layer }) {
  const scaled = Float32Array.from(examples, (byte) => byte / 255);
  const X = tf.tensor2d(scaled, [examples.length / layerDims[0], layerDims[0]]);
  const Y = tf.tensor2d(Float32Array.from(labels), [X.shape[0], outputs]);
  const whole = [put(X), put(Y)];
  let offset = 0;
  const layers = layerDims.slice(1).map((units, l) => {
    const W = new Float64Array(weights, offset, units * layerDims[l]);
    offset += W.byteLength;
    const matrix = tf.tensor2d(Float32Array.from(W), [units, layerDims[l]]);
    return { W: tf.variable(orient(matrix)), b: tf.variable(biases(units)) };
  });
  const optimizer =
    momentum === 0 ? tf.train.sgd(learningRate) : tf.train.momentum(learningRate, momentum);

  function draw(iteration) {
    if (batchSize === null) return whole;
    const drawn = new Uint32Array(batches, 4 * iteration * batchSize, batchSize);
    const rows = tf.tensor1d(Int32Array.from(drawn), 'int32');
    return [put(tf.gather(X, rows)), put(tf.gather(Y, rows))];
  }

  function costOf(inputs, targets) {
    const logits = layers.reduce(
      (A, parameters, l) => layer(A, parameters, l < layers.length - 1 ? 'relu' : 'linear'),
      inputs,
    );
    // From the mean over all entries to the mean over examples of the sum over outputs.
    return tf.mul(tf.losses.sigmoidCrossEntropy(targets, logits), outputs);
  }

  return (iteration) => {
    const cost = tf.tidy(() => {
      const [inputs, targets] = draw(iteration);
      return optimizer.minimize(() => costOf(inputs, targets), true);
    });
    const [value] = cost.dataSync();
    cost.dispose();
    return value;
  };
}

const trainers = new Map();
function train(layout, count) {
  if (!trainers.has(layout)) {
    trainers.set(layout, { iterate: trainer(layouts[layout]), iterations: 0 });
  }
  const state = trainers.get(layout);
  const start = performance.now();
  let cost = Number.NaN;
  for (let i = 0; i < Number(count); i++) cost = state.iterate(state.iterations++);
  return [performance.now() - start, cost];
}

const commands = { train, peak: () => [peakBytes()] };
const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
const threads = getThreadsCount();
const parts = `wasm${simd ? ' SIMD' : ''}, ${threads} thread${threads === 1 ? '' : 's'}`;
console.log(`TensorFlow.js ${version_wasm} ${parts}`);
for await (const line of createInterface(process.stdin)) {
  const [command, ...words] = line.split(' ');
  console.log(commands[command](...words).join(' '));
}
