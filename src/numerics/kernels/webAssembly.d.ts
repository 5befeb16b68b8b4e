/*
 * What this package uses of WebAssembly: neither ES2023 nor the types of Node 20 declare it, and the
 * library that does (dom) would bring a browser's globals along.
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    /** As in the dom library; it is a SharedArrayBuffer when the memory is shared. */
    readonly buffer: ArrayBuffer;
    /** Adds pages of 64 KiB and returns how many there were. */
    grow(pages: number): number;
  }

  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): { module: string; name: string; kind: string }[];
  }

  class Instance<Exports extends object = Record<string, unknown>> {
    constructor(module: Module, imports: { env: { memory: Memory } });
    readonly exports: Exports;
  }

  class LinkError extends Error {}
}
