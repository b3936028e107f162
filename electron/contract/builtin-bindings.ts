import type { SecretPlace } from './egress.ts';

/** A service with known hosts and a known request format for its credential, so that a person only gives the value. */
export interface BuiltinBinding {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly places: readonly SecretPlace[];
  /** Environment variables that get the placeholder, so that the service's own tools use it. */
  readonly environment: readonly string[];
  /** The prefix of real credentials, so that tools that check a key's format accept the placeholder. */
  readonly placeholderPrefix: string;
}

const BEARER: SecretPlace = { kind: 'header', name: 'Authorization' };

/**
 * Regions with Amazon Bedrock (AWS General Reference, "Amazon Bedrock endpoints and quotas"). Each region is listed,
 * because a pattern such as `**.amazonaws.com` would send the session token to any account's bucket.
 */
const BEDROCK_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
] as const;

export const BUILTIN_BINDINGS: readonly BuiltinBinding[] = [
  {
    id: 'anthropic',
    name: 'Anthropic',
    hosts: ['api.anthropic.com'],
    places: [{ kind: 'header', name: 'x-api-key' }, BEARER],
    environment: ['ANTHROPIC_API_KEY'],
    placeholderPrefix: 'sk-ant-api03-',
  },
  {
    id: 'openai',
    name: 'OpenAI',
    hosts: ['api.openai.com'],
    places: [BEARER],
    environment: ['OPENAI_API_KEY'],
    placeholderPrefix: 'sk-proj-',
  },
  {
    id: 'google',
    name: 'Google Gemini',
    hosts: ['generativelanguage.googleapis.com', 'aiplatform.googleapis.com'],
    places: [
      { kind: 'header', name: 'x-goog-api-key' },
      { kind: 'query', name: 'key', header: 'x-goog-api-key' },
      BEARER,
    ],
    environment: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    placeholderPrefix: 'AIza',
  },
  {
    id: 'github',
    name: 'GitHub',
    // github.com itself is git over HTTPS, which sends the token as the password of basic authentication.
    hosts: ['api.github.com', 'github.com', 'uploads.github.com'],
    places: [BEARER, { kind: 'basic' }],
    environment: ['GH_TOKEN', 'GITHUB_TOKEN'],
    placeholderPrefix: 'ghp_',
  },
  {
    id: 'mistral',
    name: 'Mistral',
    hosts: ['api.mistral.ai', 'codestral.mistral.ai'],
    places: [BEARER],
    environment: ['MISTRAL_API_KEY'],
    placeholderPrefix: '',
  },
  {
    id: 'xai',
    name: 'xAI',
    hosts: ['api.x.ai'],
    places: [BEARER],
    environment: ['XAI_API_KEY'],
    placeholderPrefix: 'xai-',
  },
  {
    id: 'openrouter',
    name: 'OpenRouter',
    hosts: ['openrouter.ai'],
    places: [BEARER],
    environment: ['OPENROUTER_API_KEY'],
    placeholderPrefix: 'sk-or-v1-',
  },
  {
    id: 'bedrock',
    name: 'AWS Bedrock',
    hosts: BEDROCK_REGIONS.flatMap((region) => [
      `bedrock-runtime.${region}.amazonaws.com`,
      `bedrock.${region}.amazonaws.com`,
    ]),
    places: [{ kind: 'sigv4' }],
    // AWS tools need both variables. Only the id reaches the gateway; the secret key must merely be set.
    environment: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    placeholderPrefix: 'AKIA',
  },
];
