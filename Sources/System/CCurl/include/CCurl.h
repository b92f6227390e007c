/* libcurl for Swift: the functions of its header, and typed wrappers around its variadic ones.

   Each wrapper takes the one argument type that its options expect (curl/curl.h says which), so a wrong pairing is
   caught where an option is named. They return what the call returns. */
#ifndef COCKPIT_CCURL_SHIM_H
#define COCKPIT_CCURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

/* Whether libcurl is installed; loads it. */
int ccurl_is_available(void);

/* Bytes of a header line or of the body; see CURLOPT_HEADERFUNCTION and CURLOPT_WRITEFUNCTION. */
typedef size_t (*ccurl_bytes_callback)(char *_Nonnull bytes, size_t size, size_t count,
                                       void *_Nullable context);
/* See CURLOPT_OPENSOCKETFUNCTION. */
typedef curl_socket_t (*ccurl_open_callback)(void *_Nullable context, curlsocktype purpose,
                                             struct curl_sockaddr *_Nonnull address);
/* See CURLMOPT_SOCKETFUNCTION. */
typedef int (*ccurl_socket_callback)(CURL *_Nonnull easy, curl_socket_t socket, int what,
                                     void *_Nullable context, void *_Nullable socket_context);
/* See CURLMOPT_TIMERFUNCTION. */
typedef int (*ccurl_timer_callback)(CURLM *_Nonnull multi, long milliseconds,
                                    void *_Nullable context);

/* CURLOPTTYPE_LONG and CURLOPTTYPE_VALUES. */
static inline CURLcode ccurl_set_number(CURL *_Nonnull easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

/* CURLOPTTYPE_STRINGPOINT: the text is copied. */
static inline CURLcode ccurl_set_text(CURL *_Nonnull easy, CURLoption option,
                                      const char *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}

/* CURLOPTTYPE_SLISTPOINT: the list has to live as long as the transfer. */
static inline CURLcode ccurl_set_list(CURL *_Nonnull easy, CURLoption option,
                                      struct curl_slist *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}

/* CURLOPTTYPE_CBPOINT: what the callback set beside it is given, or a buffer. */
static inline CURLcode ccurl_set_context(CURL *_Nonnull easy, CURLoption option,
                                         void *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}

/* CURLOPT_HEADERFUNCTION, CURLOPT_WRITEFUNCTION. */
static inline CURLcode ccurl_set_bytes_callback(CURL *_Nonnull easy, CURLoption option,
                                                ccurl_bytes_callback _Nonnull callback) {
  return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode ccurl_set_open_callback(CURL *_Nonnull easy,
                                               ccurl_open_callback _Nonnull callback) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

/* A request body, which is copied. */
static inline CURLcode ccurl_set_body(CURL *_Nonnull easy, const void *_Nonnull bytes,
                                      size_t count) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

/* CURLMOPT_ options of type long. */
static inline CURLMcode ccurl_multi_set_number(CURLM *_Nonnull multi, CURLMoption option,
                                               long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_socket_callback(CURLM *_Nonnull multi,
                                                        ccurl_socket_callback _Nonnull callback,
                                                        void *_Nullable context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback) : code;
}

static inline CURLMcode ccurl_multi_set_timer_callback(CURLM *_Nonnull multi,
                                                       ccurl_timer_callback _Nonnull callback,
                                                       void *_Nullable context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback) : code;
}

/* Macros whose casts Swift does not import. */
static const curl_socket_t ccurl_timeout_socket = CURL_SOCKET_TIMEOUT;
static const curl_socket_t ccurl_bad_socket = CURL_SOCKET_BAD;

/* Where the address itself lies, and how long it is. */
static inline const void *_Nonnull ccurl_address_bytes(
    const struct curl_sockaddr *_Nonnull address) {
  return &address->addr;
}

#endif
