/**
 * nginx serves a folder of a Git repository. The files are there before nginx starts; each new commit of the branch moves
 * one link, all files at once, and nginx gets a SIGHUP.
 */
import { App, Chart } from 'cdk8s';
import { AppNotification, ConfigSource, ConfigSyncSidecar, GitAuthentication, GitReference, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'git-sync', { namespace: 'docs' });

const site = new ConfigSyncSidecar(chart, 'site', {
  source: ConfigSource.git({
    repository: 'git@git.example.com:docs/site.git',
    reference: GitReference.branch('main'),
    folders: ['public'],
    authentication: GitAuthentication.sshKey({ secretName: 'site-deploy-key' }),
  }),
  path: '/srv/site',
  notify: AppNotification.signal('SIGHUP', { process: 'nginx' }),
});

const web = new WorkloadWithSidecars(chart, 'web', {
  containers: [{
    name: 'nginx',
    image: 'docker.io/nginxinc/nginx-unprivileged:1.29.1',
    portNumber: 8080,
    securityContext: { user: 101, group: 101, readOnlyRootFilesystem: false },
    envVariables: { SITE_ROOT: { value: `${site.contentPath}/public` } },
  }],
  sidecars: [site],
});
web.expose({ port: 80 });

app.synth();
