/**
 * Mozilla's guidelines, version 6.0: https://ssl-config.mozilla.org/guidelines/6.0.json
 *
 * Curves are left to the TLS library: its defaults are those of the guidelines, and naming X25519MLKEM768 stops a
 * server whose OpenSSL is older than 3.5.
 */
export const MOZILLA = {
  /** TLS 1.3 alone, whose ciphers are all good. */
  modern: { minimum: 'TLSv1.3', ciphers: undefined },
  intermediate: {
    minimum: 'TLSv1.2',
    ciphers: [
      'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384',
      'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305',
    ],
  },
} as const;
