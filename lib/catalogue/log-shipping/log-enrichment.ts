/** What every record is told about the Pod it comes from. */
export interface LogEnrichment {
  /**
   * The Pod's name, as `k8s_pod_name`.
   *
   * @default true
   */
  readonly podName?: boolean;
  /**
   * The Pod's namespace, as `k8s_namespace_name`.
   *
   * @default true
   */
  readonly podNamespace?: boolean;
  /**
   * The node, as `k8s_node_name`.
   *
   * @default true
   */
  readonly nodeName?: boolean;
  /**
   * The app container that the sidecar is attached to, as `k8s_container_name`; the first of them where there are several.
   *
   * @default true
   */
  readonly containerName?: boolean;
  /**
   * Labels of the Pod, by their keys, as `k8s_pod_label_<key>` (what is no letter or digit becomes "_").
   *
   * @default - none
   */
  readonly podLabels?: string[];
}
