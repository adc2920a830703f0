import { called, isGuessed } from './about';
import { Rule } from './rule';

/** Two nodes may run two versions, and a restart may bring another one. */
export const imageTag: Rule = {
  code: 'image-tag',
  severity: 'warning',
  summary: 'An image has no tag, or the tag latest.',
  source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  checkTexts(c) {
    const { image } = c.container;
    // Istio puts the image in the place of "auto"; what has variables of a template language is no image yet.
    if (!image || image.includes('@') || image === 'auto' || /[${}]/.test(image)) return [];
    const tag = /:([^/:]+)$/.exec(image)?.[1];
    if (tag !== undefined && tag !== 'latest') return [];
    return [{
      at: `${c.at}.image`,
      message: `${called(c)} runs ${tag ? `"${image}"` : `"${image}", which means latest`}: what runs changes without any change here`,
      mend: 'name an exact version, or better a digest',
      // The app's image is its team's own matter.
      severity: c.role === 'app' ? 'info' as const : 'warning' as const,
      needsIntent: isGuessed(c),
    }];
  },
};
