/* libcurl, loaded when it is first used: it brings some thirty other libraries along, which would otherwise cost
   every start of the program, and most runs make no request at all.

   The functions below have the names and types of curl/curl.h and pass their arguments on. They are hidden, so that
   libcurl itself never finds them instead of its own. */
#pragma GCC visibility push(hidden)
#include "CCurl.h"
#pragma GCC visibility pop

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>

static struct {
  CURLcode (*global_init)(long);
  CURL *(*easy_init)(void);
  void (*easy_cleanup)(CURL *);
  void (*easy_reset)(CURL *);
  CURLcode (*easy_pause)(CURL *, int);
  const char *(*easy_strerror)(CURLcode);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
  CURLM *(*multi_init)(void);
  CURLMcode (*multi_cleanup)(CURLM *);
  CURLMcode (*multi_add_handle)(CURLM *, CURL *);
  CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
  CURLMcode (*multi_socket_action)(CURLM *, curl_socket_t, int, int *);
  CURLMsg *(*multi_info_read)(CURLM *, int *);
  CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
} real;

static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) ((real.name = (__typeof__(real.name))dlsym(library, "curl_" #name)) != NULL)
  is_loaded = FIND(global_init) && FIND(easy_init) && FIND(easy_cleanup) && FIND(easy_reset) &&
              FIND(easy_pause) && FIND(easy_strerror) && FIND(easy_setopt) &&
              FIND(slist_append) && FIND(slist_free_all) && FIND(multi_init) && FIND(multi_cleanup) &&
              FIND(multi_add_handle) && FIND(multi_remove_handle) && FIND(multi_socket_action) &&
              FIND(multi_info_read) && FIND(multi_setopt);
#undef FIND
}

int ccurl_is_available(void) {
  pthread_once(&once, load);
  return is_loaded;
}

/* Whoever holds a handle got it from one of these, so only they have to ask. */
CURLcode curl_global_init(long flags) {
  return ccurl_is_available() ? real.global_init(flags) : CURLE_FAILED_INIT;
}
CURL *curl_easy_init(void) { return ccurl_is_available() ? real.easy_init() : NULL; }
CURLM *curl_multi_init(void) { return ccurl_is_available() ? real.multi_init() : NULL; }
struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text) {
  return ccurl_is_available() ? real.slist_append(list, text) : NULL;
}

void curl_slist_free_all(struct curl_slist *list) {
  if (list) real.slist_free_all(list);
}
void curl_easy_cleanup(CURL *easy) { real.easy_cleanup(easy); }
void curl_easy_reset(CURL *easy) { real.easy_reset(easy); }
CURLcode curl_easy_pause(CURL *easy, int mask) { return real.easy_pause(easy, mask); }
const char *curl_easy_strerror(CURLcode code) {
  return ccurl_is_available() ? real.easy_strerror(code) : "libcurl.so.4 is not installed";
}
CURLMcode curl_multi_cleanup(CURLM *multi) {
  return multi ? real.multi_cleanup(multi) : CURLM_OK;
}
CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy) { return real.multi_add_handle(multi, easy); }
CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy) {
  return real.multi_remove_handle(multi, easy);
}
CURLMcode curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int what, int *running) {
  return real.multi_socket_action(multi, socket, what, running);
}
CURLMsg *curl_multi_info_read(CURLM *multi, int *left) { return real.multi_info_read(multi, left); }

/* The one variable argument is a long, a curl_off_t or a pointer (curl/curl.h): 64 bits each, passed alike. */
#undef curl_easy_setopt
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  void *value = va_arg(arguments, void *);
  va_end(arguments);
  return real.easy_setopt(easy, option, value);
}

#undef curl_multi_setopt
CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  void *value = va_arg(arguments, void *);
  va_end(arguments);
  return real.multi_setopt(multi, option, value);
}
