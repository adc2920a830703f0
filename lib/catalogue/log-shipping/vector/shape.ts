/** What an output wants a record to look like, as a program that runs before it. */
import { OutputData } from '../pipeline';
import { ID } from './sinks';
import { text } from './vrl';

/** The time under the name that the other engines use. */
const TIME = '.time = del(.timestamp)';

export function shapeProgram(output: OutputData): string | undefined {
  switch (output.kind) {
    case 's3':
    case 'kafka':
    case 'http':
    case 'stdout': return TIME;
    // Given before the record waits on disk, so that every attempt has the same.
    case 'elasticsearch':
    case 'openSearch': return `.${ID} = uuid_v7()`;
    case 'datadog': {
      const tags = Object.entries(output.tags).map(([k, v]) => `${k}:${v}`).join(',');
      const fields = { service: output.service, ddsource: output.source, ddtags: tags || undefined };
      const program = Object.entries(fields).filter(([, v]) => v !== undefined).map(([f, v]) => `.${f} = ${text(v!)}`);
      return program.length ? program.join('\n') : undefined;
    }
    case 'otlp': return OTLP;
    default: return undefined;
  }
}

/** https://opentelemetry.io/docs/specs/otel/protocol/: the line is the body, all other fields are attributes. */
const OTLP = `record = .
time = record.timestamp
del(record.timestamp)
body = to_string(record.message) ?? ""
del(record.message)
attributes = []
for_each(record) -> |key, value| {
  string_value = if is_string(value) { string!(value) } else { encode_json(value) }
  attributes = push(attributes, { "key": key, "value": { "stringValue": string_value } })
}
nanos = to_unix_timestamp(timestamp(time) ?? now(), unit: "nanoseconds")
. = {
  "resourceLogs": [{
    "resource": { "attributes": [] },
    "scopeLogs": [{ "scope": {}, "logRecords": [{ "timeUnixNano": nanos, "body": { "stringValue": body }, "attributes": attributes }] }]
  }]
}`;
