import { Duration } from 'cdk8s';
import { millis, refuse, requirePercent, requireWhole } from '../common/arguments';
import { RetryModel } from './config/model';

/**
 * What is tried again.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on
 */
export enum RetryOn {
  /** Any 5xx answer, or none at all. The upstream may have done its work: only for requests that may be repeated. */
  STATUS_5XX = '5xx',
  /** 502, 503 or 504. */
  GATEWAY_ERROR = 'gateway-error',
  /** The connection broke before an answer. The upstream may have done its work. */
  RESET = 'reset',
  /** The connection broke before the request was sent: always safe. */
  RESET_BEFORE_REQUEST = 'reset-before-request',
  /** No connection could be made: always safe. */
  CONNECT_FAILURE = 'connect-failure',
  /** An answer with the header `x-envoy-ratelimited`. */
  RATE_LIMITED = 'envoy-ratelimited',
  /** 409. */
  RETRIABLE_4XX = 'retriable-4xx',
  /** The upstream said that it has not begun (HTTP/2): always safe. */
  REFUSED_STREAM = 'refused-stream',
  /** The statuses in `statusCodes`. */
  STATUS_CODES = 'retriable-status-codes',
  /** gRPC status CANCELLED. */
  GRPC_CANCELLED = 'cancelled',
  /** gRPC status DEADLINE_EXCEEDED. */
  GRPC_DEADLINE_EXCEEDED = 'deadline-exceeded',
  /** gRPC status INTERNAL. */
  GRPC_INTERNAL = 'internal',
  /** gRPC status RESOURCE_EXHAUSTED. */
  GRPC_RESOURCE_EXHAUSTED = 'resource-exhausted',
  /** gRPC status UNAVAILABLE. */
  GRPC_UNAVAILABLE = 'unavailable',
}

/** When and how often a request is tried again. One with a body larger than the buffer (1 MiB to upstreams, 32 KiB to the app) is not. */
export interface ProxyRetries {
  /**
   * Most times after the first; 0 turns retries off.
   *
   * @default 2
   */
  readonly attempts?: number;

  /**
   * Reasons to try again.
   *
   * @default - CONNECT_FAILURE, REFUSED_STREAM and RESET_BEFORE_REQUEST: the upstream cannot have begun
   */
  readonly on?: RetryOn[];

  /**
   * Answers that are tried again, e.g. 503. Adds STATUS_CODES to the reasons.
   *
   * @default - none
   */
  readonly statusCodes?: number[];

  /**
   * Longest time of one attempt.
   *
   * @default - the time limit of the request as a whole
   */
  readonly perTryTimeout?: Duration;

  /**
   * First pause before a retry; it doubles, with a random part.
   *
   * @default Duration.millis(25)
   */
  readonly backOff?: Duration;

  /**
   * Longest pause before a retry.
   *
   * @default - ten times the first
   */
  readonly maxBackOff?: Duration;

  /**
   * Most of the requests under way that may be retries, in percent: retries must not bring down what is already slow.
   *
   * @default 20
   */
  readonly budgetPercent?: number;

  /**
   * Retries that may be under way whatever the budget says.
   *
   * @default 3
   */
  readonly budgetMinimum?: number;
}

const SAFE = [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM, RetryOn.RESET_BEFORE_REQUEST];

/** Checks retries and gives them their defaults; undefined: none. */
export function retryModel(path: string, retries: ProxyRetries | undefined): RetryModel | undefined {
  const attempts = requireWhole(`${path}.attempts`, retries?.attempts ?? 2, 0, 100);
  if (attempts === 0) return undefined;
  const on: string[] = [...retries?.on ?? SAFE];
  if (on.length === 0) refuse(`${path}.on`, '[]', 'is empty', 'name a reason, or give attempts: 0 for no retries');
  const statusCodes = retries?.statusCodes?.map((code, i) => requireWhole(`${path}.statusCodes[${i}]`, code, 100, 599));
  if (statusCodes?.length) {
    on.push(RetryOn.STATUS_CODES);
  } else if (on.includes(RetryOn.STATUS_CODES)) {
    refuse(`${path}.on`, RetryOn.STATUS_CODES, 'has no statuses', 'list them in statusCodes');
  }
  const backOffBase = millis(`${path}.backOff`, retries?.backOff);
  const backOffMax = millis(`${path}.maxBackOff`, retries?.maxBackOff);
  if (backOffMax !== undefined && backOffMax < (backOffBase ?? 25)) {
    refuse(`${path}.maxBackOff`, `${backOffMax} ms`, `is shorter than the first pause of ${backOffBase ?? 25} ms`, 'give a longer one');
  }
  return {
    attempts,
    on: [...new Set(on)],
    statusCodes,
    perTryTimeout: millis(`${path}.perTryTimeout`, retries?.perTryTimeout),
    backOffBase: backOffBase ?? (backOffMax === undefined ? undefined : 25),
    backOffMax,
    budgetPercent: requirePercent(`${path}.budgetPercent`, retries?.budgetPercent ?? 20),
    budgetMinimum: requireWhole(`${path}.budgetMinimum`, retries?.budgetMinimum ?? 3, 0),
  };
}
