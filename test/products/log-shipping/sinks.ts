/** Servers that take logs, and tell what came: HTTP and gRPC, plain or with TLS. */
import * as http from 'http';
import * as http2 from 'http2';
import * as https from 'https';
import { AddressInfo, Server, Socket } from 'net';
import { TLSSocket } from 'tls';
import { gunzipSync } from 'zlib';
import { LogRecord, logRecords } from './otlp';

export interface Request {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Common name of the client's certificate. */
  readonly client?: string;
}

export interface SinkTls {
  readonly cert: string;
  readonly key: string;
  /** Asks for client certificates of this authority. */
  readonly clientCa?: string;
}

export class Sink {
  /** HTTP/1.1. */
  public static async http(tls?: SinkTls): Promise<Sink> {
    const sink = new Sink();
    const listener: http.RequestListener = (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (d) => chunks.push(d)).on('end', () => {
        const body = Buffer.concat(chunks);
        if (sink.answer === 200) {
          const client = req.socket instanceof TLSSocket ? req.socket.getPeerCertificate().subject?.CN : undefined;
          sink.requests.push({ path: req.url!, headers: req.headers, body: req.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body, client: client as string });
        }
        sink.tries++;
        res.writeHead(sink.answer, { 'content-type': req.headers['content-type'] ?? 'text/plain' }).end();
      });
    };
    return sink.listen(tls ? https.createServer(options(tls), listener) : http.createServer(listener));
  }

  /** GRPC: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
  public static async grpc(tls?: SinkTls): Promise<Sink> {
    const sink = new Sink();
    const server = tls ? http2.createSecureServer(options(tls)) : http2.createServer();
    server.on('stream', (stream: http2.ServerHttp2Stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('data', (d: Buffer) => chunks.push(d)).on('end', () => {
        const frame = Buffer.concat(chunks);
        const content = frame.subarray(5, 5 + frame.readUInt32BE(1));
        const { socket } = stream.session!;
        const client = socket instanceof TLSSocket ? socket.getPeerCertificate().subject?.CN : undefined;
        sink.tries++;
        sink.requests.push({ path: String(headers[':path']), headers: headers as http.IncomingHttpHeaders, body: frame[0] ? gunzipSync(content) : Buffer.from(content), client: client as string });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.end(Buffer.alloc(5));
      });
      stream.on('error', () => undefined);
    });
    return sink.listen(server);
  }

  public readonly requests: Request[] = [];
  /** What it answers; all but 200 keeps nothing. */
  public answer = 200;
  /** Requests that came, kept or not. */
  public tries = 0;
  public port = 0;
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  private constructor() {}

  /** All records that came by OTLP. */
  public get records(): LogRecord[] {
    return this.requests.flatMap((r) => logRecords(r.body));
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((r) => this.server!.close(r));
  }

  private async listen(server: Server): Promise<Sink> {
    this.server = server;
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
    this.port = (server.address() as AddressInfo).port;
    return this;
  }
}

function options({ cert, key, clientCa }: SinkTls): https.ServerOptions {
  return { cert, key, ...(clientCa ? { ca: clientCa, requestCert: true, rejectUnauthorized: true } : {}) };
}
