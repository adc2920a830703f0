import { called } from './about';
import { Rule } from './rule';

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const DOMAIN = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
/** https://github.com/distribution/reference/blob/v0.6.0/regexp.go */
const REFERENCE = new RegExp(`^(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`);

/** The API server takes any text; the kubelet then says InvalidImageName, and the container never starts. */
export const imageInvalid: Rule = {
  code: 'image-invalid',
  severity: 'error',
  summary: 'An image is no reference that a container runtime can read.',
  source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  checkTexts(c) {
    const { image } = c.container;
    // What has variables of a template language is no image yet.
    if (!image || /[${}<>]/.test(image) || REFERENCE.test(image)) return [];
    return [{
      at: `${c.at}.image`,
      message: `${called(c)} runs ${JSON.stringify(image)}, which is no image reference: the kubelet says InvalidImageName and never starts it`,
      mend: 'write [registry/]path[:tag][@digest], the path in lower case and without spaces',
      severity: c.around.assumed ? 'warning' : 'error',
    }];
  },
};
