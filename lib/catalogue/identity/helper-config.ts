import { SPIFFE_HELPER } from './data';
import { Octal } from './hcl';

/** A JWT-SVID to keep in a file. */
export interface JwtPart {
  audience: string;
  extraAudiences: string[];
  fileName: string;
}

/** What the helper is to keep where. */
export interface HelperPart {
  directory: string;
  socketPath: string;
  certificateFile: string;
  keyFile: string;
  bundleFile: string;
  keyMode: number;
  jwts: JwtPart[];
  jwtBundleFile?: string;
  hint?: string;
  includeFederatedDomains: boolean;
  intermediatesInBundle: boolean;
  healthPort: number;
  /** Further modes of files. */
  extraModes: Record<string, number>;
}

/** The configuration of spiffe-helper, to be printed as HCL. */
export function helperConfig(part: HelperPart, once: boolean): Record<string, any> {
  const config: Record<string, any> = {
    agent_address: part.socketPath,
    cert_dir: part.directory,
    svid_file_name: part.certificateFile,
    svid_key_file_name: part.keyFile,
    svid_bundle_file_name: part.bundleFile,
    cert_file_mode: new Octal(SPIFFE_HELPER.certificateMode),
    key_file_mode: new Octal(part.keyMode),
    daemon_mode: !once,
    omit_expired: true,
    include_federated_domains: part.includeFederatedDomains,
    add_intermediates_to_bundle: part.intermediatesInBundle,
  };
  if (part.hint !== undefined) config.hint = part.hint;
  if (part.jwts.length) {
    config.jwt_svids = part.jwts.map((jwt) => ({
      jwt_audience: jwt.audience,
      ...(jwt.extraAudiences.length ? { jwt_extra_audiences: jwt.extraAudiences } : {}),
      jwt_svid_file_name: jwt.fileName,
    }));
    config.jwt_svid_file_mode = new Octal(part.keyMode);
  }
  if (part.jwtBundleFile !== undefined) {
    config.jwt_bundle_file_name = part.jwtBundleFile;
    config.jwt_bundle_file_mode = new Octal(SPIFFE_HELPER.certificateMode);
  }
  if (!once) config.health_checks = { listener_enabled: true, bind_port: part.healthPort, liveness_path: SPIFFE_HELPER.livenessPath };
  for (const [key, mode] of Object.entries(part.extraModes)) config[key] = new Octal(mode);
  return config;
}
