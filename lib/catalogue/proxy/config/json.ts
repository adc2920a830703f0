/** A node of an Envoy configuration, in Envoy's own words. */
export type Json = { [field: string]: any };

const TYPES = 'type.googleapis.com/';

/** An extension: its registered name and its typed configuration. */
export function typed(name: string, type: string, body: Json = {}): Json {
  return { name, typed_config: { '@type': TYPES + type, ...body } };
}

/** Same as `typed`, for maps of typed configurations (`typed_extension_protocol_options`). */
export function message(type: string, body: Json = {}): Json {
  return { '@type': TYPES + type, ...body };
}

/** Milliseconds as Envoy writes a duration; undefined stays undefined. */
export function duration(millis: number): string;
export function duration(millis: number | undefined): string | undefined;
export function duration(millis: number | undefined): string | undefined {
  return millis === undefined ? undefined : `${millis / 1000}s`;
}

export function socketAddress(address: string, port: number): Json {
  return { socket_address: { address, port_value: port } };
}

/** A tree without undefined members and without shared objects, so that YAML has neither nulls nor anchors. */
export function plain<T>(tree: T): T {
  return JSON.parse(JSON.stringify(tree));
}
