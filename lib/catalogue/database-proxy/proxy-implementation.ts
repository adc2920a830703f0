import { PodContext, SidecarContribution, SidecarResources } from '../../sidecar';

/** What the construct tells the product at hand. */
export interface ProxyContext {
  /** Name of the container. */
  name: string;
  pod: PodContext;
  drainSeconds: number;
  resources?: SidecarResources;
  fields?: { [field: string]: any };
}

/** One product: its properties checked, ready to say what it adds to a Pod. */
export interface ProxyImplementation {
  readonly defaultDrainSeconds: number;
  contribution(context: ProxyContext): Pick<SidecarContribution, 'containers' | 'app' | 'purpose'>;
}
