;;; -*- lexical-binding: t -*-
;; healer alone, as eglot has one server a buffer, with the lines of editors/emacs.md.
(require 'eglot)
(require 'flymake)

(load (concat healer-test-root "/eglot-page.el"))
(setq eglot-confirm-server-edits nil
      eglot-sync-connect t)

(defun healer-test-connect (name text)
  (healer-test-open name text)
  (apply #'eglot (eglot--guess-contact))
  (flymake-mode 1))

(defun healer-test-error ()
  (healer-test-wait "an error" (lambda () (flymake-start) (car (flymake-diagnostics)))))

(dolist (case '(("case.py" "def total(items):\n    return sum(items\n" "def total(items):\n    return sum(items)\n")
                ("wide.py" "def total(prices):\n    return \"😀ü\", sum(prces)\n" "def total(prices):\n    return \"😀ü\", sum(prices)\n")
                ("case.js" "const items = [1, 2;\nmodule.exports = items;\n" "const items = [1, 2];\nmodule.exports = items;\n")))
  (pcase-let ((`(,name ,text ,wanted) case))
    (healer-test-connect name text)
    (let ((diagnostic (healer-test-error)))
      (goto-char (flymake-diagnostic-beg diagnostic))
      (let ((action (car (eglot-code-actions (flymake-diagnostic-beg diagnostic) (flymake-diagnostic-end diagnostic) "quickfix"))))
        (eglot-execute (eglot-current-server) action)
        (healer-test-equal "the text" (buffer-string) wanted)
        (healer-test-ok "eglot %s: %s: %s" name (flymake-diagnostic-text diagnostic) (plist-get action :title))))))

;; A heal, which ends in an edit that the server sends, and its way back.
(healer-test-connect "heal.py" "def total(items):\n    return sum(items\n")
(healer-test-error)
(healer-test-heal-and-undo)
(healer-test-ok "eglot heal.py: healer-heal, and healer-undo takes it back")
(eglot-shutdown-all)
(princ (format "Emacs %s, eglot: 4 passed, 0 failed\n" emacs-version))
