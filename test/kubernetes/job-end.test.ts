import { jobEnd } from '../../lib/kubernetes/job-end';
import { Container, PodSpec } from '../../lib/kubernetes/types';

const main = (name: string, more: Partial<Container> = {}): Container => ({ name, image: 'x:1', ...more });
const sidecar = (name: string, more: Partial<Container> = {}): Container => main(name, { restartPolicy: 'Always', ...more });
const job = (initContainers: Container[], ...containers: Container[]): PodSpec => ({ initContainers, containers, restartPolicy: 'Never' });

describe('the end of a Job', () => {
  test('native sidecars are stopped after the mains, in reverse order, and delay the end', () => {
    expect(jobEnd(job([sidecar('s1'), sidecar('s2')], main('m')), { behaviour: { s1: { drainSeconds: 2 }, s2: { drainSeconds: 3 } } })).toEqual({
      ends: true, waitsFor: ['m'], heldBy: [], stops: ['s2', 's1'], delaySeconds: 5, worstDelaySeconds: 32, onFailure: 'new-pod',
    });
  });

  test('a deaf sidecar delays the end by the grace period, as measured', () => {
    const pod = { ...job([sidecar('s')], main('m')), terminationGracePeriodSeconds: 5 };
    expect(jobEnd(pod, { behaviour: { s: { ignoresTerm: true } } })).toMatchObject({ ends: true, delaySeconds: 5, worstDelaySeconds: 7 });
  });

  test('a classic sidecar holds it for good, unless it quits', () => {
    const pod = job([], main('app'), main('proxy'));
    expect(jobEnd(pod, { classicSidecars: ['proxy'] })).toMatchObject({ ends: false, heldBy: [{ container: 'proxy', reason: 'never-quits' }] });
    expect(jobEnd(pod, { classicSidecars: ['proxy'], quitters: ['proxy'] })).toMatchObject({ ends: true, waitsFor: ['app', 'proxy'], worstDelaySeconds: 0 });
  });

  test('restartPolicy Always never ends, of the Pod or of one main', () => {
    expect(jobEnd({ containers: [main('m')] }).heldBy).toEqual([{ container: 'm', reason: 'restarts' }]);
    const own = job([], main('m'), main('loop', { restartPolicy: 'Always' }));
    expect(jobEnd(own, { version: '1.35' }).heldBy).toEqual([{ container: 'loop', reason: 'restarts' }]);
    expect(jobEnd(own, { version: '1.34' }).ends).toBe(true);
  });

  test('a sidecar on a cluster that has none blocks the start', () => {
    expect(jobEnd(job([sidecar('s')], main('m')), { version: '1.27' }).heldBy).toEqual([{ container: 's', reason: 'blocks-start' }]);
  });

  test('what happens when a main fails', () => {
    expect(jobEnd({ ...job([], main('m')), restartPolicy: 'OnFailure' }).onFailure).toBe('retried');
    expect(jobEnd(job([], main('m'))).onFailure).toBe('new-pod');
  });
});
