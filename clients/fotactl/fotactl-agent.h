/*
 * polkit's agent for a terminal, which asks for the administrator's password.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Starts it for this process when somebody sits at a terminal and is not root; NULL otherwise, and
 * when there is none to start, which is no failure: the service then says what was missing. */
GSubprocess *fotactl_agent_start (void);

/* Ends it; takes @agent, which may be NULL. */
void fotactl_agent_stop (GSubprocess *agent);

G_END_DECLS
