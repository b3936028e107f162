import { sendJson } from './model-step.mjs';

const PERSON = { uuid: 'account-1', email: 'person@example.test', display_name: 'Person' };

/** What programs ask their providers about a person who is signed in, by path. */
const ANSWERS = {
  '/api/oauth/profile': {
    account: PERSON,
    organization: {
      uuid: 'organization-1',
      organization_type: 'claude_pro',
      rate_limit_tier: 'default_claude_ai',
    },
  },
  '/tokeninfo': { expires_in: 3_600, scope: 'work', email: PERSON.email },
  '/backend-api/wham/accounts/check': {
    accounts: [
      {
        id: 'account-1',
        can_access_with_sessions: true,
        sso_connection_name: null,
        is_deactivated: false,
        is_fedramp_compliant_workspace: false,
        structure: 'personal',
        plan_type: 'pro',
        name: null,
        profile_picture_url: null,
        workspace_backend_origin: 'https://chatgpt.com',
        account_routing_override: 'NO_CONSTRAINT',
      },
    ],
    default_account_id: 'account-1',
    account_ordering: ['account-1'],
  },
};

/**
 * Answers what a program asks about the person who is signed in.
 * @returns {boolean} whether the request was one for it
 */
export function answersAboutPerson(request, response) {
  const answer = ANSWERS[request.url.split('?')[0]];
  if (answer) sendJson(response, answer);
  return answer !== undefined;
}
