/*
 * The functions of functions.ts for whole arrays of float64, so that each can be tried on every number
 * there is. Kernels do not use these.
 */
import * as functions from './functions';

export function expF64(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * 8; to < end; to += 16, from += 16) {
    v128.store(to, functions.exp(v128.load(from)));
  }
}

export function logF64(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * 8; to < end; to += 16, from += 16) {
    v128.store(to, functions.log(v128.load(from)));
  }
}

export function sigmoidF64(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * 8; to < end; to += 16, from += 16) {
    v128.store(to, functions.sigmoid(v128.load(from)));
  }
}

export function softplusTailF64(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * 8; to < end; to += 16, from += 16) {
    v128.store(to, functions.softplusTail(v128.load(from)));
  }
}

export function tanhF64(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * 8; to < end; to += 16, from += 16) {
    v128.store(to, functions.tanh(v128.load(from)));
  }
}
