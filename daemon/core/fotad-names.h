/*
 * Every well-known string, once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* What we are on the bus. */
#define FOTAD_BUS_NAME "org.fotad1"
#define FOTAD_PATH "/org/fotad1"
#define FOTAD_PATH_MODEM FOTAD_PATH "/modem/"
#define FOTAD_PATH_JOB FOTAD_PATH "/job/"
#define FOTAD_INTERFACE_MANAGER "org.fotad1.Manager"
#define FOTAD_INTERFACE_MODEM "org.fotad1.Modem"
#define FOTAD_INTERFACE_JOB "org.fotad1.Job"
#define FOTAD_ERROR_PREFIX "org.fotad1.Error."

/* polkit's actions. */
#define FOTAD_ACTION_UPDATE "org.fotad1.update"
#define FOTAD_ACTION_APPROVE "org.fotad1.approve"
#define FOTAD_ACTION_CONFIGURE "org.fotad1.configure"

/* Our neighbours. */
#define FOTAD_MM_SERVICE "org.freedesktop.ModemManager1"
#define FOTAD_MM_PATH "/org/freedesktop/ModemManager1"
#define FOTAD_MM_INTERFACE "org.freedesktop.ModemManager1"
#define FOTAD_MM_MODEM "org.freedesktop.ModemManager1.Modem"
#define FOTAD_MM_SIM "org.freedesktop.ModemManager1.Sim"

#define FOTAD_LOGIND_SERVICE "org.freedesktop.login1"
#define FOTAD_LOGIND_PATH "/org/freedesktop/login1"
#define FOTAD_LOGIND_MANAGER "org.freedesktop.login1.Manager"

#define FOTAD_POLKIT_SERVICE "org.freedesktop.PolicyKit1"
#define FOTAD_POLKIT_PATH "/org/freedesktop/PolicyKit1/Authority"
#define FOTAD_POLKIT_AUTHORITY "org.freedesktop.PolicyKit1.Authority"

#define FOTAD_DBUS_SERVICE "org.freedesktop.DBus"
#define FOTAD_DBUS_OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"
#define FOTAD_DBUS_PROPERTIES "org.freedesktop.DBus.Properties"

/* The environment: systemd's directories and descriptors, and ours. */
#define FOTAD_ENV_STATE_DIRECTORY "STATE_DIRECTORY"
#define FOTAD_ENV_RUNTIME_DIRECTORY "RUNTIME_DIRECTORY"
#define FOTAD_ENV_CONFIGURATION_DIRECTORY "CONFIGURATION_DIRECTORY"
#define FOTAD_ENV_CACHE_DIRECTORY "CACHE_DIRECTORY"
#define FOTAD_ENV_JOURNAL_STREAM "JOURNAL_STREAM"
#define FOTAD_ENV_MESSAGES_DEBUG "G_MESSAGES_DEBUG"
#define FOTAD_ENV_PLUGIN_DIR "FOTAD_PLUGIN_DIR"
#define FOTAD_ENV_DATA_DIR "FOTAD_DATA_DIR"
#define FOTAD_ENV_TIME_SCALE "FOTAD_TIME_SCALE"

/* Fields of our journal entries. */
#define FOTAD_FIELD_JOB "FOTAD_JOB"
#define FOTAD_FIELD_MODEM "FOTAD_MODEM"
#define FOTAD_FIELD_PHASE "FOTAD_PHASE"
#define FOTAD_FIELD_STEP "FOTAD_STEP"
#define FOTAD_FIELD_MESSAGE_ID "MESSAGE_ID"
