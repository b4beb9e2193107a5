#!/usr/bin/env bash
# What a user would write instead of the action: curl, jq, and `gh secret set` twice.
set -euo pipefail

uuid=$(cat /proc/sys/kernel/random/uuid)
body=$(jq -n '{grantType: "refresh_token", appId: env.APP_ID, appSecret: env.APP_SECRET, refreshToken: env.REFRESH_TOKEN}')
answer=$(curl --silent --show-error --fail --json "$body" "https://$CLOUD/oauth2.0/token?thirdTraceId=$uuid")
refresh_token=$(jq -er .refreshToken <<< "$answer")
access_token=$(jq -er .accessToken <<< "$answer")
echo "::add-mask::$refresh_token"
echo "::add-mask::$access_token"
gh secret set FXIAOKE_REFRESH_TOKEN --repo "$REPOSITORY" --body "$refresh_token"
gh secret set FXIAOKE_ACCESS_TOKEN --repo "$REPOSITORY" --body "$access_token"
echo "access-token=$access_token" >> "$GITHUB_OUTPUT"
