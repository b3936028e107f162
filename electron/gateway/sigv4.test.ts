import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseAwsCredentials, resign } from './sigv4.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const EMPTY = createHash('sha256').digest('hex');
const headers = [
  ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
  ['X-Amz-Date', '20150830T123600Z'],
  [
    'Authorization',
    'AWS4-HMAC-SHA256 Credential=PLACEHOLDER/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=00',
  ],
] as const;
const request = {
  method: 'GET',
  host: 'iam.amazonaws.com',
  pathAndQuery: '/?Action=ListUsers&Version=2010-05-08',
  headers,
  payloadHash: EMPTY,
};

describe('resign', () => {
  it('gives the signature of AWS’s own worked example', () => {
    const signed = resign(request, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET });
    expect(signed?.find(([name]) => name === 'Authorization')?.[1]).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    );
  });

  it('adds and signs a session token', () => {
    const signed = resign(request, { accessKeyId: 'A', secretAccessKey: SECRET, sessionToken: 'token' });
    expect(signed).toContainEqual(['X-Amz-Security-Token', 'token']);
    expect(signed?.find(([name]) => name === 'Authorization')?.[1]).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,',
    );
  });

  it('refuses what it cannot read', () => {
    const credentials = { accessKeyId: 'A', secretAccessKey: SECRET };
    expect(resign({ ...request, headers: headers.slice(1, 2) }, credentials)).toBeUndefined();
    expect(resign({ ...request, headers: headers.slice(2) }, credentials)).toBeUndefined();
    expect(resign({ ...request, pathAndQuery: '/?a=%zz' }, credentials)).toBeUndefined();
  });
});

describe('parseAwsCredentials', () => {
  it('reads two or three parts', () => {
    expect(parseAwsCredentials('A:s/+')).toEqual({ accessKeyId: 'A', secretAccessKey: 's/+' });
    expect(parseAwsCredentials('A:s:t=')).toEqual({
      accessKeyId: 'A',
      secretAccessKey: 's',
      sessionToken: 't=',
    });
    for (const bad of ['', 'A', ':s', 'A:']) expect(parseAwsCredentials(bad)).toBeUndefined();
  });
});
