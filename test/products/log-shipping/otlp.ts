/** Reads OTLP log requests as they come over the wire: https://github.com/open-telemetry/opentelemetry-proto (logs/v1, common/v1, resource/v1). */

export type Attributes = Record<string, unknown>;

export interface LogRecord {
  readonly body: unknown;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scope: Attributes;
  /** Milliseconds since 1970. */
  readonly time: number;
}

type Fields = Map<number, Array<bigint | Buffer>>;

function varint(data: Buffer, at: number): [bigint, number] {
  let value = 0n;
  for (let weight = 1n; ; weight *= 128n) {
    const byte = data[at++];
    value += BigInt(byte % 128) * weight;
    if (byte < 0x80) return [value, at];
  }
}

/** https://protobuf.dev/programming-guides/encoding/ */
function message(data: Buffer): Fields {
  const fields: Fields = new Map();
  for (let at = 0; at < data.length;) {
    let key: bigint;
    [key, at] = varint(data, at);
    const field = Number(key / 8n);
    let value: bigint | Buffer;
    switch (Number(key % 8n)) {
      case 0: [value, at] = varint(data, at); break;
      case 1: value = data.readBigUInt64LE(at); at += 8; break;
      case 2: {
        let length: bigint;
        [length, at] = varint(data, at);
        value = data.subarray(at, at + Number(length));
        at += Number(length);
        break;
      }
      case 5: value = BigInt(data.readUInt32LE(at)); at += 4; break;
      default: throw new Error(`wire type ${key % 8n} of field ${field}`);
    }
    fields.set(field, [...fields.get(field) ?? [], value]);
  }
  return fields;
}

const all = (m: Fields, field: number): Fields[] => (m.get(field) ?? []).map((v) => message(v as Buffer));
const one = (m: Fields, field: number): Fields => all(m, field)[0] ?? new Map();

function anyValue(m: Fields): unknown {
  const [[kind, [value]] = [0, [undefined]]] = [...m] as Array<[number, Array<bigint | Buffer>]>;
  switch (kind) {
    case 0: return undefined;
    case 1: return String(value);
    case 2: return value === 1n;
    case 3: return Number(BigInt.asIntN(64, value as bigint));
    case 4: {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(value as bigint);
      return bytes.readDoubleLE();
    }
    case 5: return all(message(value as Buffer), 1).map(anyValue);
    case 6: return attributes(message(value as Buffer), 1);
    default: return value;
  }
}

function attributes(m: Fields, field: number): Attributes {
  return Object.fromEntries(all(m, field).map((pair) => [String(pair.get(1)![0]), anyValue(one(pair, 2))]));
}

export function logRecords(request: Buffer): LogRecord[] {
  return all(message(request), 1).flatMap((resource) => all(resource, 2).flatMap((scope) => all(scope, 2).map((record) => ({
    body: anyValue(one(record, 5)),
    attributes: attributes(record, 6),
    resource: attributes(one(resource, 1), 1),
    scope: attributes(one(scope, 1), 3),
    time: Number((record.get(1)?.[0] as bigint ?? 0n) / 1_000_000n),
  }))));
}
