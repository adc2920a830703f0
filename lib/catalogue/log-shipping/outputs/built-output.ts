import { EnrichData, OutputData } from '../pipeline';
import { TlsVolume } from './tls';

export type OutputCommon = Pick<OutputData, 'name' | 'retries' | 'settings'>;

/** An output whose arguments are checked: what is mounted for it, and its data as soon as the pipeline is known. */
export interface BuiltOutput {
  readonly kind: OutputData['kind'];
  readonly defaultName: string;
  readonly volumes: readonly TlsVolume[];
  readonly data: (common: OutputCommon, enrich: readonly EnrichData[]) => OutputData;
}
