import * as ws from 'ws';

/**
 * The bytes of an unmasked text frame of RFC 6455, made once and written to any number of sockets; undefined where
 * the installed `ws` does not make them as expected.
 *
 * `Sender.frame` is exported by `ws` but not part of its documented interface: it is asked for one known frame
 * before it is trusted. A test pins the version of `ws` that this was written against.
 */
export const prepareFrame: ((text: string) => Uint8Array) | undefined = probed();

function probed(): ((text: string) => Uint8Array) | undefined {
  const sender: unknown = Reflect.get(ws, 'Sender');
  const frame: unknown = typeof sender === 'function' ? Reflect.get(sender, 'frame') : undefined;
  if (typeof frame !== 'function') return undefined;
  const prepare = (text: string): Uint8Array => {
    const payload = Buffer.from(text);
    const parts: unknown = frame(payload, {
      fin: true,
      opcode: 1,
      mask: false,
      rsv1: false,
      readOnly: false,
    });
    if (!Array.isArray(parts) || !parts.every(isBytes)) return payload;
    return Buffer.concat(parts);
  };
  try {
    return Buffer.from(prepare('hi')).toString('hex') === '81026869' ? prepare : undefined;
  } catch {
    return undefined;
  }
}

function isBytes(part: unknown): part is Uint8Array {
  return part instanceof Uint8Array;
}
