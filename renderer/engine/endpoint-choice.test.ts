import { describe, expect, it } from 'vitest';
import { customEndpoint, endpointUrlProblem, probeSummary } from './endpoint-choice.ts';

describe('endpointUrlProblem', () => {
  it.each([
    'unix:///var/run/docker.sock',
    'npipe:////./pipe/docker_engine',
    'tcp://10.0.0.2:2376',
    'ssh://me@host',
    ' ssh://me@host:22 ',
  ])('takes %s', (url) => {
    expect(endpointUrlProblem(url)).toBeUndefined();
  });

  it.each(['', 'docker.sock', 'http://host', 'tcp://host', 'unix://'])('refuses %j', (url) => {
    expect(endpointUrlProblem(url)).toBeTypeOf('string');
  });
});

it('keeps a TLS folder for tcp only', () => {
  expect(customEndpoint('tcp://h:2376 ', '/certs').tlsPath).toBe('/certs');
  expect(customEndpoint('unix:///a', '/certs').tlsPath).toBeUndefined();
});

it('says what a probe found', () => {
  const endpoint = customEndpoint('unix:///a', '');
  expect(probeSummary({ endpoint, reachable: true, version: '20.10' })).toBe('Answers, version 20.10');
  expect(probeSummary({ endpoint, reachable: false })).toBe('Does not answer');
});
