/*
 * The provider "at": settings over an AT channel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-channel.h"
#include "settings/fotad-provider.h"

G_BEGIN_DECLS

/* Keeps a reference on @channel. */
FotadProvider *fotad_at_provider_new (FotadAtChannel *channel);

/* What a reply means for a setting. */
FotadAnswer *fotad_at_provider_judge (const FotadAtReply *reply);

G_END_DECLS
