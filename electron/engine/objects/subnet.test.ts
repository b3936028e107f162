import { describe, expect, it } from 'vitest';
import { chooseSubnet, subnetOf } from './subnet.ts';

describe('chooseSubnet', () => {
  it('gives the bridge, the gateway and the agent an address each', () => {
    expect(chooseSubnet('quiet', [])).toEqual({
      cidr: '10.201.58.56/29',
      bridgeAddress: '10.201.58.57',
      gatewayAddress: '10.201.58.58',
      agentAddress: '10.201.58.59',
    });
  });

  it('never gives one twice, whatever the engine has', () => {
    const usedSubnets: string[] = ['172.17.0.0/16', 'fd00::/64', 'nonsense'];
    for (let i = 0; i < 300; i++) usedSubnets.push(chooseSubnet('same-id', usedSubnets).cidr);
    expect(new Set(usedSubnets).size).toBe(303);
  });

  it('takes the next one when its first choice is inside a larger network', () => {
    expect(chooseSubnet('quiet', ['10.201.58.0/24']).cidr).toBe('10.201.59.0/29');
  });

  it.each([
    ['10.0.0.0/8', /^172\.29\./],
    ['10.8.0.1/8', /^172\.29\./],
  ])('leaves the first pool to a VPN on %s', (vpn, expected) => {
    expect(chooseSubnet('quiet', [vpn]).cidr).toMatch(expected);
  });

  it('gives a group a larger one that overlaps none', () => {
    expect(chooseSubnet('web', [], 24)).toMatchObject({
      cidr: expect.stringMatching(/^10\.201\.\d+\.0\/24$/),
    });
    const { cidr } = chooseSubnet('web', [], 24);
    expect(chooseSubnet('web', [cidr.replace('.0/24', '.8/29')], 24).cidr).not.toBe(cidr);
  });

  it('says when nothing is left', () => {
    expect(() => chooseSubnet('quiet', ['0.0.0.0/0'])).toThrow('no free subnet');
  });
});

it('reads the subnet of an existing network', () => {
  const subnet = chooseSubnet('quiet', []);
  expect(subnetOf(subnet.cidr)).toEqual(subnet);
  expect(subnetOf(undefined)).toBeUndefined();
  expect(subnetOf('10.0.0.0/30')).toBeUndefined();
});
