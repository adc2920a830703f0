/** What is spoken on a connection. */
export enum ProxyProtocol {
  /** HTTP/1.1 (clients of the proxy may speak HTTP/2 to it all the same). */
  HTTP = 'http1',
  /** HTTP/2, without TLS by prior knowledge. */
  HTTP2 = 'http2',
  /** gRPC: HTTP/2 with calls that bring their own deadline, and streams of any length. */
  GRPC = 'grpc',
  /** Bytes as they come. */
  TCP = 'tcp',
}
