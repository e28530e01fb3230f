;;; -*- lexical-binding: t -*-
;; healer beside another server, as an add-on, with the lines of editors/emacs.md.
(package-initialize)
(require 'lsp-mode)

(setq lsp-auto-guess-root t
      lsp-enable-file-watchers nil
      lsp-session-file (concat healer-test-root "/home/session")
      lsp-auto-install-server nil
      lsp-enable-snippet nil)

(load (concat healer-test-root "/lsp-mode-page.el"))

;; The other server.
(lsp-register-client
 (make-lsp-client :new-connection (lsp-stdio-connection (list "nvim" "--clean" "-l" (concat healer-test-root "/second_server.lua")))
                  :activation-fn (lsp-activate-on "python")
                  :priority 10
                  :server-id 'elsewhere))

(setq lsp-enabled-clients '(healer elsewhere))
(lsp-workspace-folders-add (concat healer-test-root "/work"))

(defun healer-test-connect (name text)
  (healer-test-open name text)
  (lsp)
  (healer-test-wait "both servers"
                    (lambda () (seq-find (lambda (workspace) (eq 'healer (lsp--client-server-id (lsp--workspace-client workspace)))) (lsp-workspaces)))))

(defun healer-test-error ()
  (healer-test-wait "an error" (lambda () (car (gethash buffer-file-name (lsp-diagnostics))))))

(defun healer-test-first-action (title)
  "Wait until healer's menu has TITLE, and take it."
  (let ((diagnostic (healer-test-error)))
    (goto-char (lsp--position-to-point (lsp:range-start (lsp:diagnostic-range diagnostic))))
    (let ((action (healer-test-wait title (lambda () (seq-find (lambda (action) (equal (lsp:code-action-title action) title)) (lsp-code-actions-at-point))))))
      (lsp-execute-code-action action)
      (lsp:diagnostic-message diagnostic))))

(healer-test-connect "case.py" "def total(items):\n    return sum(items\n")
(let ((message (healer-test-first-action "Insert `)` after `items`")))
  (healer-test-wait "the fix" (lambda () (equal (buffer-string) "def total(items):\n    return sum(items)\n")))
  (healer-test-ok "lsp-mode case.py: %s" message))

;; The two of them may count columns in different units, which lsp-mode does not convert: all before the place is ASCII.
(healer-test-connect "cart.py" healer-test-cart)
(let ((message (healer-test-first-action "Change `itmes` to `items`")))
  (healer-test-equal "the text" (buffer-string) (string-replace "itmes" "items" healer-test-cart))
  (healer-test-ok "lsp-mode cart.py: another server's: %s" message))

;; healer's own columns are right whatever stands before.
(let ((text "def total(prices):\n    return \"😀ü\", sum(prces)\n"))
  (healer-test-connect "wide.py" text)
  (healer-test-first-action "Change `prces` to `prices`")
  (healer-test-equal "the text" (buffer-string) (string-replace "prces" "prices" text))
  (healer-test-ok "lsp-mode wide.py: a fix behind wide characters"))

(healer-test-connect "heal.py" "def total(items):\n    return sum(items\n")
(healer-test-error)
(healer-test-heal-and-undo)
(healer-test-ok "lsp-mode heal.py: healer-heal, and healer-undo takes it back")
(princ (format "Emacs %s, lsp-mode: 4 passed, 0 failed\n" emacs-version))
